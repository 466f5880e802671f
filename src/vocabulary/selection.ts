import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

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
