import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { ownOf, type Variables } from './cost.js';
import { tooComplex } from './errors.js';

const conditionLimit = 8;

/** Variables that decide whether a field is asked at all. */
export function conditionsOf(document: DocumentNode): readonly string[] {
  const found = new Set<string>();
  const look = (selectionSet: SelectionSetNode) => {
    for (const selection of selectionSet.selections) {
      for (const { name, arguments: args } of selection.directives ?? []) {
        if (name.value !== 'skip' && name.value !== 'include') continue;
        const value = args?.[0]?.value;
        if (value?.kind === Kind.VARIABLE) found.add(value.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) look(selection.selectionSet);
    }
  };
  for (const definition of document.definitions)
    if ('selectionSet' in definition) look(definition.selectionSet);
  if (found.size > conditionLimit)
    throw tooComplex(`An operation may have at most ${conditionLimit} variables in @skip and @include.`);
  return [...found];
}

/** A variable's value: given, or its default in the operation. */
export function valueOf(operation: OperationDefinitionNode, name: string, variables: Variables): unknown {
  const given = ownOf(variables, name);
  if (given !== undefined) return given;
  const standard = operation.variableDefinitions?.find(
    ({ variable }) => variable.name.value === name,
  )?.defaultValue;
  return standard && 'value' in standard ? standard.value : undefined;
}

/** Whether this field or fragment is asked, after its conditions. */
export function isAsked(
  { directives }: SelectionNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): boolean {
  return (directives ?? []).every(({ name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value = args?.[0]?.value;
    const on =
      value?.kind === Kind.VARIABLE
        ? Boolean(valueOf(operation, value.name.value, variables))
        : value?.kind === Kind.BOOLEAN && value.value;
    return name.value === 'include' ? on : !on;
  });
}
