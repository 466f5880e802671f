import { type FieldNode, type GraphQLField, isListType, isNonNullType, Kind } from 'graphql';
import type { Cost } from '../vocabulary/marks.js';

export type Variables = Readonly<Record<string, unknown>>;

/** How many children a field has: known, or told by a variable. */
type Size = number | { readonly variable: string; readonly fallback: number; readonly max: number };

/** A field's own cost, and how often its children count. */
export interface CostNode {
  readonly own: number;
  readonly size: Size;
  readonly children: readonly CostNode[];
}

const unboundedListSize = 10;

/** A variable that the asker gave: `constructor` and the like are no values, though every object seems to have them. */
export const ownOf = (variables: Variables, name: string): unknown =>
  Object.hasOwn(variables, name) ? variables[name] : undefined;

/** The size of a field asked with these arguments; `standard` gives a variable's default in the operation. */
export function sizeOfField(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  cost: Cost | undefined,
  standard: (variable: string) => unknown,
): Size {
  const type = isNonNullType(field.type) ? field.type.ofType : field.type;
  if (!cost?.size) return isListType(type) ? (cost?.max ?? unboundedListSize) : 1;
  const max = cost.max ?? 100;
  const definition = field.args.find(({ name }) => name === cost.size);
  const fallback = typeof definition?.defaultValue === 'number' ? definition.defaultValue : max;
  const value = node.arguments?.find(({ name }) => name.value === cost.size)?.value;
  if (!value) return fallback;
  if (value.kind === Kind.INT) return Math.max(0, Number(value.value));
  if (value.kind !== Kind.VARIABLE) return max;
  const variable = value.name.value;
  const own = standard(variable);
  return { variable, fallback: own === undefined ? fallback : Number(own), max };
}

const sizeOf = (size: Size, variables: Variables): number => {
  if (typeof size === 'number') return size;
  const value = ownOf(variables, size.variable);
  if (value === undefined) return size.fallback;
  // What is no whole number will be refused later; until then it counts as the most it could be.
  return Number.isInteger(value) ? Math.max(0, value as number) : size.max;
};

export const total = (nodes: readonly CostNode[], variables: Variables): number =>
  nodes.reduce(
    (sum, { own, size, children }) => sum + own + sizeOf(size, variables) * total(children, variables),
    0,
  );

export const dependsOnVariables = (nodes: readonly CostNode[]): boolean =>
  nodes.some(({ size, children }) => typeof size !== 'number' || dependsOnVariables(children));

/** The same costs in as few nodes as can be: all that no variable decides is summed once, not at every question. */
export function collapse(nodes: readonly CostNode[]): readonly CostNode[] {
  const varying = nodes.filter((node) => dependsOnVariables([node]));
  const own = total(
    nodes.filter((node) => !varying.includes(node)),
    {},
  );
  return [
    { own, size: 0, children: [] },
    ...varying.map((node) => ({ ...node, children: collapse(node.children) })),
  ];
}
