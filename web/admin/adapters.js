import { useEffect, useRef, useState } from 'preact/hooks';
import { question, Trouble } from './graph.js';

const intervalMs = 2000;
const askStates = question('adapter-states');

async function ask() {
  const { adapters } = await askStates();
  if (!adapters) throw new Trouble('unreachable');
  return adapters;
}

/**
 * The adapters as the hub sees them now, asked again every two seconds while the page is visible and not paused.
 * After trouble the last figures stay, with `trouble` saying why they are old.
 */
export function useAdapters(paused) {
  const [view, setView] = useState({ adapters: null, updatedAt: null, trouble: null });
  const refresh = useRef(() => {});

  useEffect(() => {
    let timer;
    let stopped = false;

    async function round() {
      clearTimeout(timer);
      if (stopped || document.hidden) return;
      try {
        const adapters = await ask();
        if (!stopped) setView({ adapters, updatedAt: new Date(), trouble: null });
      } catch (error) {
        const trouble = error instanceof Trouble ? error.message : 'unreachable';
        if (!stopped) setView((view) => ({ ...view, trouble }));
      }
      clearTimeout(timer);
      if (!stopped && !paused) timer = setTimeout(round, intervalMs);
    }

    refresh.current = round;
    const seen = () => !document.hidden && !paused && round();
    document.addEventListener('visibilitychange', seen);
    if (!paused) round();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [paused]);

  return { ...view, refresh: () => refresh.current() };
}

/** One sentence for a screen reader whenever a platform's state changed; empty otherwise. */
export function useChanges(adapters, describe) {
  const known = useRef(null);
  const [message, setMessage] = useState('');
  useEffect(() => {
    if (!adapters) return;
    const states = new Map(adapters.map((adapter) => [adapter.name, adapter.state]));
    const changed = known.current && adapters.filter(({ name, state }) => known.current.get(name) !== state);
    known.current = states;
    if (changed?.length) setMessage(changed.map(describe).join('. '));
  }, [adapters]);
  return message;
}
