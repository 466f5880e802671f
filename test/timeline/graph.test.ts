import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const question = `query($first: Int!, $after: String) { me { timeline(first: $first, after: $after) {
  nodes { id at kind title detail actionNeeded platform item { __typename ... on Dossier { authority number } ... on OwnSignatureRequest { title ownState } ... on OwnLetter { channel letterState: state } } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  sources { platform state reason }
} } }`;
interface Page {
  readonly nodes: readonly { readonly item: { readonly number?: string } }[];
  readonly pageInfo: {
    readonly hasPreviousPage: boolean;
    readonly hasNextPage: boolean;
    readonly endCursor: string;
  };
}

let hub: TestHub;
let emma: string;

beforeAll(async () => {
  hub = await testHub({ mirror: false });
  emma = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
});
afterEach(() => hub.simulator('burgerprofiel').fail());
afterAll(() => hub.close());

const timeline = async (variables: object, cookie = emma) =>
  (await hub.ask(question, { cookie, variables })).body;

describe('The timeline of a citizen', () => {
  test('tells each state of each dossier, newest first, with the dossier as it is now', async () => {
    const { data } = await timeline({ first: 50 });
    const { nodes, sources } = data.me.timeline;
    const { body } = await hub.ask(
      '{ me { dossiers { items { authority number name history { name } } } } }',
      { cookie: emma },
    );
    const dossiers: { authority: string; number: string; history: object[] }[] = body.data.me.dossiers.items;
    const states = dossiers.reduce((sum, { history }) => sum + 1 + history.length, 0);
    expect(dossiers.length).toBeGreaterThan(1);
    expect(nodes.filter(({ kind }: { kind: string }) => kind === 'DOSSIER')).toHaveLength(states);
    const moments = nodes.map(({ at }: { at: string }) => Date.parse(at));
    expect(moments).toEqual(moments.toSorted((one: number, other: number) => other - one));
    for (const { authority, number } of dossiers)
      expect(nodes).toContainEqual(
        expect.objectContaining({
          kind: 'DOSSIER',
          platform: 'burgerprofiel',
          item: { __typename: 'Dossier', authority, number },
        }),
      );
    expect(sources).toContainEqual({ platform: 'burgerprofiel', state: 'FRESH', reason: null });
  });

  test('given pages of two, then they are the same list, and no cursor holds the number of a dossier', async () => {
    const whole = (await timeline({ first: 50 })).data.me.timeline.nodes;
    const seen: object[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo }: Page = (await timeline({ first: 2, after })).data.me.timeline;
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      for (const { item } of nodes)
        if (item.number)
          expect(Buffer.from(pageInfo.endCursor, 'base64url').toString()).not.toContain(item.number);
      seen.push(...nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(whole);
  });

  test('tells what she is asked to sign, and that it is her turn', async () => {
    const { nodes, sources } = (await timeline({ first: 50 })).data.me.timeline;
    const title = 'Overeenkomst inname openbaar domein';
    expect(nodes).toContainEqual(
      expect.objectContaining({
        kind: 'SIGNATURE_REQUEST',
        title,
        detail: 'REQUESTED',
        actionNeeded: true,
        platform: 'digitaal-ondertekenen',
        item: { __typename: 'OwnSignatureRequest', title, ownState: 'IN_PROGRESS' },
      }),
    );
    expect(sources.map(({ platform }: { platform: string }) => platform)).toEqual([
      'burgerprofiel',
      'digitaal-ondertekenen',
      'ebox',
      'jcc',
    ]);
  });

  test('tells what letters she was sent, with where each stands now', async () => {
    const { nodes, sources } = (await timeline({ first: 50 })).data.me.timeline;
    const letters = nodes.filter(({ kind }: { kind: string }) => kind === 'LETTER');
    expect(letters).toEqual([
      expect.objectContaining({
        at: '2026-11-18T10:00:00+01:00',
        title: 'Beslissing over de inname van het openbaar domein',
        detail: 'SENT',
        actionNeeded: null,
        platform: 'ebox',
        item: { __typename: 'OwnLetter', channel: 'EBOX', letterState: 'DELIVERED' },
      }),
      expect.objectContaining({ item: { __typename: 'OwnLetter', channel: 'PAPER', letterState: 'SENT' } }),
      expect.objectContaining({ item: { __typename: 'OwnLetter', channel: 'EBOX', letterState: 'READ' } }),
    ]);
    expect(sources[2]).toMatchObject({ platform: 'ebox', state: 'FRESH' });
  });

  test('given e-Box is down, then her letters are there as they last stood', async () => {
    hub.simulator('ebox').fail({ kind: 'status', status: 503 });
    const { data, errors } = await timeline({ first: 50 });
    hub.simulator('ebox').fail();
    expect(errors).toBeUndefined();
    expect(data.me.timeline.nodes.filter(({ kind }: { kind: string }) => kind === 'LETTER')).toHaveLength(3);
    expect(data.me.timeline.sources[2]).toMatchObject({ platform: 'ebox', state: 'STALE' });
  });

  test('given the signing platform is down, then the rest is there, and so is what was asked, as it last stood', async () => {
    const before = (await timeline({ first: 50 })).data.me.timeline.nodes;
    hub.simulator('digitaal-ondertekenen').fail({ kind: 'status', status: 503 });
    const { data, errors } = await timeline({ first: 50 });
    hub.simulator('digitaal-ondertekenen').fail();
    expect(errors).toBeUndefined();
    const kinds = (nodes: { kind: string }[]) => nodes.map(({ kind }) => kind);
    expect(kinds(data.me.timeline.nodes)).toEqual(kinds(before));
    expect(data.me.timeline.sources[1]).toMatchObject({ state: 'STALE' });
  });

  test('given an authority that could not be asked, then the source says that it is a part', async () => {
    const { data } = await timeline({ first: 50 }, cookieOf(await hub.browser('citizen', 'Maria De Smet')));
    expect(data.me.timeline.nodes.length).toBeGreaterThan(0);
    expect(data.me.timeline.sources).toContainEqual({
      platform: 'burgerprofiel',
      state: 'FRESH',
      reason: 'PARTIAL',
    });
  });

  test('given the platform is down, then the timeline answers without it and names it', async () => {
    hub.simulator('burgerprofiel').fail({ kind: 'refuse' });
    const lucas = cookieOf(await hub.browser('citizen', 'Lucas Janssens'));
    const { data, errors } = await timeline({ first: 50 }, lucas);
    expect(errors).toBeUndefined();
    expect(data.me.timeline.nodes.filter(({ kind }: { kind: string }) => kind === 'DOSSIER')).toEqual([]);
    expect(data.me.timeline.sources).toContainEqual({
      platform: 'burgerprofiel',
      state: 'UNAVAILABLE',
      reason: 'NETWORK',
    });
  });

  test.each([0, 101])('given a page of %i, then it is refused', async (first) => {
    expect((await timeline({ first })).errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('given nobody is logged in, then it is refused', async () => {
    const { errors } = (await hub.ask(question, { variables: { first: 5 } })).body;
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
