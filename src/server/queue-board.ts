import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Queue } from 'bull';
import type { FastifyInstance } from 'fastify';
import { administratorOf } from './administrators-only.js';
import { contentSecurityPolicy, pagePolicy } from './headers.js';
import type { Identification } from './requester.js';

export interface QueueBoardOptions {
  readonly identity: Identification;
  /** One for each platform; a job holds the id of a command and nothing else. */
  readonly queues: readonly Queue[];
}

const path = '/admin/queues';

/** The board styles its charts in the page; its scripts are files. */
const policy = contentSecurityPolicy({
  ...pagePolicy,
  'style-src': "'self' 'unsafe-inline'",
  'script-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'self'",
});

/**
 * Fastify plugin: bull-board at `/admin/queues`, for administrators. To look only: what is changed of a command is changed through the
 * graph, which records who did.
 */
export async function queueBoard(
  app: FastifyInstance,
  { identity, queues }: QueueBoardOptions,
): Promise<void> {
  const board = new FastifyAdapter();
  createBullBoard({
    queues: queues.map((queue) => new BullAdapter(queue, { readOnlyMode: true })),
    serverAdapter: board,
    options: {
      uiConfig: {
        boardTitle: 'Wachtrijen',
        hideRedisDetails: true,
        miscLinks: [{ text: 'Beheer', url: '/admin' }],
      },
    },
  });
  board.setBasePath(path);
  // Its own tells the stack.
  board.setErrorHandler(() => ({ status: 500, body: { error: 'Internal server error' } }));

  app.addHook('onRequest', async (request, reply) => {
    if (!(await administratorOf(identity, request, reply))) return reply;
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (!type.startsWith('text/html') || reply.statusCode !== 200) return payload;
    reply.header('content-security-policy', policy);
    // A font of another site: the policy refuses it, and who looks at the board is nobody else's business.
    return String(payload).replace(/<link[^>]+href="https:[^>]*>/g, '');
  });
  await app.register(board.registerPlugin(), { prefix: path });
}
