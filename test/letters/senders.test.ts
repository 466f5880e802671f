import 'reflect-metadata';
import { afterEach, describe, expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import { LetterSendersService } from '../../src/capabilities/letters/letter-senders.service.js';
import { createResolvers, type Services } from '../../src/graph/resolvers.js';
import { createSchema } from '../../src/graph/schema.js';
import { openPost, type Post, type Way } from '../ebox/support.js';
import { callContext } from '../support/call-context.js';

let post: Post | null = null;
afterEach(async () => {
  await post?.close();
  post = null;
});

const question = `{ letterSenders {
  applications { id name description url organisationIds messageTypeIds contactBusiness contactTechnical }
  organisations { id shortName longName url applicationIds messageTypeIds contactBusiness }
  source { platform state reason } } }`;

/** The graph's answer, with the adapter on its simulator. */
async function ask(letterSenders: LetterSendersService) {
  const schema = createSchema(createResolvers({ letterSenders } as Services));
  const contextValue = callContext();
  const { data, errors } = await graphql({ schema, source: question, contextValue });
  expect(errors).toBeUndefined();
  return { ...(data!['letterSenders'] as object), sources: contextValue.sources.summary() };
}
const open = async (way: Way) => {
  post = await openPost(way);
  return new LetterSendersService(post.port, 'ebox');
};
const kinds = ['SCHILDE_BRIEF_BURGER', 'SCHILDE_BRIEF_ONDERNEMING'];

describe('who sends letters', () => {
  test.each(['message-registry 2.1', 'message-registry 3'] as const)(
    'given the %s, then it tells applications and organisations, asked once in a day',
    async (way) => {
      const service = await open(way);
      const answer = await ask(service);
      const [{ id } = { id: '' }] = (answer as unknown as { applications: { id: string }[] }).applications;
      expect(id).not.toBe('');
      const contactBusiness = 'info@gemeente.example';
      expect(answer).toMatchObject({
        applications: [
          {
            name: 'Digitaal loket',
            description: null,
            url: 'https://loket.gemeente.example',
            organisationIds: ['0297500186'],
            messageTypeIds: kinds,
            contactBusiness,
            contactTechnical: 'ict@gemeente.example',
          },
        ],
        organisations: [
          {
            id: '0297500186',
            shortName: 'Schilde',
            longName: 'Gemeente Schilde',
            url: null,
            applicationIds: [id],
            messageTypeIds: kinds,
            contactBusiness,
          },
        ],
        source: { platform: 'ebox', state: 'FRESH', reason: null },
      });
      await ask(service);
      const asked = post!.simulator.calls.map(({ operation }) => operation);
      expect(asked.filter((operation) => operation.startsWith('sender'))).toHaveLength(2);
    },
  );

  const none = { applications: [], organisations: [] };

  test('given a registry that fails for one list, then there is neither, and the source says why', async () => {
    const service = await open('message-registry 2.1');
    post!.simulator.fail({ kind: 'status', status: 503, operation: 'senderOrganizations' });
    expect(await ask(service)).toMatchObject({
      ...none,
      source: { platform: 'ebox', state: 'UNAVAILABLE', reason: 'HTTP_5XX' },
      sources: [{ platform: 'ebox', state: 'UNAVAILABLE' }],
    });
  });

  test('given the Documentendienst, or no platform, then that is said', async () => {
    const source = { state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' };
    expect(await ask(await open('magda-documentendienst'))).toMatchObject({ ...none, source });
    expect(await ask(new LetterSendersService(undefined, 'ebox'))).toMatchObject({ ...none, source });
  });
});
