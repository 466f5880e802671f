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
