import { h } from 'preact';
import htm from 'htm';

const html = htm.bind(h);

// A shape for each tone, so that colour never says it alone.
const shapes = {
  good: html`<path d="M3 8.5l3.4 3.4L13 5" />`,
  warn: html`<path d="M8 3v6M8 12.2v.6" />`,
  bad: html`<path d="M4 4l8 8M12 4l-8 8" />`,
  quiet: html`<path d="M4 8h8" />`,
};

export const Icon = ({ tone }) => html`
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    ${shapes[tone]}
  </svg>
`;
