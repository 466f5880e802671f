import {
  buildSchema,
  findBreakingChanges,
  type GraphQLSchema,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';

/** The schema as text, with its descriptions, in an order that does not depend on the code's. */
export function schemaText(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

export interface KeptSchemas {
  /** schema/schema.graphql; null when it is not there. */
  readonly printed: string | null;
  /** schema/released.graphql: what clients were told; null when nothing was released yet. */
  readonly released: string | null;
}

/** What stands between this schema and a release: empty when the printed one is up to date and no client breaks. */
export function schemaProblems(schema: GraphQLSchema, { printed, released }: KeptSchemas): readonly string[] {
  const text = schemaText(schema);
  const problems: string[] = [];
  if (printed === null) problems.push('schema/schema.graphql is not there: run npm run generate.');
  else if (withUnixLines(printed) !== text)
    problems.push(
      `schema/schema.graphql is not what the code says, from line ${firstDifference(withUnixLines(printed), text)} on: run npm run generate and review what changed.`,
    );
  if (released !== null)
    for (const { description } of findBreakingChanges(buildSchema(released), buildSchema(text)))
      problems.push(
        `${description} Clients of schema/released.graphql would break: keep the old field beside the new one, and deprecate it.`,
      );
  return problems;
}

// Git may give a Windows checkout other line ends.
const withUnixLines = (text: string): string => text.replaceAll('\r\n', '\n');

function firstDifference(left: string, right: string): number {
  const others = right.split('\n');
  return left.split('\n').findIndex((line, index) => line !== others[index]) + 1 || others.length;
}
