import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** Whether the field's selection has a field of one of these names: among its children, or anywhere below. */
export function selects(
  info: GraphQLResolveInfo,
  names: readonly string[],
  where: 'child' | 'anywhere',
): boolean {
  const within = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).some((selection) => {
      if (selection.kind === 'Field')
        return (
          names.includes(selection.name.value) || (where === 'anywhere' && within(selection.selectionSet))
        );
      if (selection.kind === 'InlineFragment') return within(selection.selectionSet);
      return within(info.fragments[selection.name.value]?.selectionSet);
    });
  return info.fieldNodes.some((node) => within(node.selectionSet));
}

/**
 * The names of the fields that are asked below the field's path, through fragments, whatever their conditions: so that a
 * service can ask a platform for no more than somebody reads.
 */
export function selectedNames(
  info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  ...path: readonly string[]
): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (set: SelectionSetNode | undefined, left: readonly string[]): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === 'InlineFragment') walk(selection.selectionSet, left);
      else if (selection.kind === 'FragmentSpread')
        walk(info.fragments[selection.name.value]?.selectionSet, left);
      else if (left.length === 0) names.add(selection.name.value);
      else if (selection.name.value === left[0]) walk(selection.selectionSet, left.slice(1));
    }
  };
  for (const node of info.fieldNodes) walk(node.selectionSet, path);
  return names;
}
