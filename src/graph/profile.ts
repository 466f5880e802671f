import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isScalarType,
  isUnionType,
  Kind,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { AccessRule, AuditRule, CacheScope, PersonalCategory } from '../vocabulary/marks.js';
import { marksOf } from '../vocabulary/marks.js';
import { conditionsOf, isAsked, valueOf } from './conditions.js';
import { collapse, type CostNode, dependsOnVariables, sizeOfField, total, type Variables } from './cost.js';
import { refusal, tooComplex } from './errors.js';

/** A root field that the operation really asks, after its conditions. */
export interface RootField {
  readonly name: string;
  readonly access: AccessRule;
  readonly audit: AuditRule;
  /** Names of the arguments its definition has, given or not. */
  readonly takes: ReadonlySet<string>;
  /** Coerced arguments. Throws when a value does not fit. */
  args(variables: Variables): Readonly<Record<string, unknown>>;
}

/** All that is known of an operation without running it. */
export interface Profile {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The operation's name in the document, at most 100 characters without long numbers; its kind when it has none. */
  readonly name: string;
  readonly roots: readonly RootField[];
  /** Every access rule on its way, the roots' and the stricter ones below. */
  readonly access: ReadonlySet<AccessRule>;
  readonly audit: AuditRule;
  readonly categories: readonly PersonalCategory[];
  /** Up to 20 places per category, such as `me.name`. */
  readonly places: ReadonlyMap<PersonalCategory, readonly string[]>;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  cost(variables: Variables): number;
  readonly scope: CacheScope;
  /** Whether it looks at the schema itself. */
  readonly introspects: boolean;
}

const nodeBudget = 2_000;
const placeLimit = 20;
const scopes: readonly CacheScope[] = ['PUBLIC', 'SUBJECT', 'NONE'];
const auditRules: readonly AuditRule[] = ['none', 'read', 'change'];

/** Profiles by document hash, operation name and the values of its conditions: the walk is made once for each. */
export class Profiles {
  readonly #profiles: LRUCache<string, Profile>;
  readonly #conditions: LRUCache<string, readonly string[]>;

  constructor(
    private readonly schema: GraphQLSchema,
    max = 1_000,
  ) {
    this.#profiles = new LRUCache({ max });
    this.#conditions = new LRUCache({ max });
  }

  /** The operation must be valid. Throws OPERATION_TOO_COMPLEX when it is too large to walk. */
  get(
    document: DocumentNode,
    hash: string,
    operation: OperationDefinitionNode,
    variables: Variables,
  ): Profile {
    const name = `${hash}:${operation.name?.value ?? ''}`;
    let conditions = this.#conditions.get(name);
    if (!conditions) this.#conditions.set(name, (conditions = conditionsOf(document)));
    let key = `${name}:`;
    for (const variable of conditions) key += valueOf(operation, variable, variables) ? '1' : '0';
    let profile = this.#profiles.get(key);
    if (!profile) {
      profile = new Walk(this.schema, document, operation, variables).profile();
      this.#profiles.set(key, profile);
    }
    return profile;
  }
}

class Walk {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #access = new Set<AccessRule>();
  readonly #places = new Map<PersonalCategory, string[]>();
  #scope = 0;
  #audit = 0;
  #depth = 0;
  #aliases = 0;
  #directives = 0;
  #introspects = false;
  #budget = nodeBudget;

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly variables: Variables,
  ) {
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
  }

  profile(): Profile {
    const { operation, schema } = this;
    const kind = operation.operation;
    const root = schema.getRootType(kind);
    // Validation lets this pass: it has no type to look for fields in.
    if (!root) throw refusal('OPERATION_RESOLUTION_FAILURE', 400, `This graph has no ${kind}.`);
    const roots: RootField[] = [];
    const costs = collapse(this.#selections(root, operation.selectionSet, 1, '', roots));
    const categories = [...this.#places.keys()];
    let scope = this.#scope;
    // What not everybody may ask, or what is about somebody, is nobody else's answer.
    if (categories.length > 0 || [...this.#access].some((rule) => rule !== 'public'))
      scope = Math.max(scope, 1);
    if (kind !== 'query') scope = 2;
    const fixed = dependsOnVariables(costs) ? null : total(costs, {});
    return {
      kind,
      name: nameOf(operation),
      roots,
      access: this.#access,
      // Personal data is never given without a record, whatever the root field's own rule.
      audit: auditRules[Math.max(this.#audit, categories.length > 0 ? 1 : 0)] ?? 'change',
      categories,
      places: this.#places,
      depth: this.#depth,
      aliases: this.#aliases,
      directives: this.#directives,
      cost: fixed === null ? (variables) => total(costs, variables) : () => fixed,
      scope: scopes[scope] ?? 'NONE',
      introspects: this.#introspects,
    };
  }

  #selections(
    parent: GraphQLNamedType,
    { selections }: SelectionSetNode,
    depth: number,
    path: string,
    roots: RootField[] | null,
  ): CostNode[] {
    this.#depth = Math.max(this.#depth, depth);
    const costs: CostNode[] = [];
    for (const selection of selections) {
      if ((this.#budget -= 1) < 0) throw tooComplex('This operation is too large.');
      this.#directives += selection.directives?.length ?? 0;
      if (!isAsked(selection, this.operation, this.variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const cost = this.#field(parent, selection, depth, path, roots);
        if (cost) costs.push(cost);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (!fragment) continue;
      costs.push(
        ...this.#selections(this.#typeOf(fragment, parent), fragment.selectionSet, depth, path, roots),
      );
    }
    return costs;
  }

  #typeOf(
    { typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
    parent: GraphQLNamedType,
  ): GraphQLNamedType {
    return (typeCondition && this.schema.getType(typeCondition.name.value)) || parent;
  }

  #field(
    parent: GraphQLNamedType,
    node: FieldNode,
    depth: number,
    path: string,
    roots: RootField[] | null,
  ): CostNode | null {
    const name = node.name.value;
    if (node.alias && node.alias.value !== name) this.#aliases += 1;
    if (name === '__typename') return null;
    if (name.startsWith('__')) {
      // Introspection has a rule of its own (apollo.ts), and graphql-js limits how deep its lists nest: every schema
      // explorer goes deeper than a question may. It is walked for its size alone.
      this.#introspects = true;
      if (node.selectionSet) this.#introspection(node.selectionSet);
      return { own: 1, size: 0, children: [] };
    }
    const place = path ? `${path}.${name}` : name;
    const definitions = this.#definitions(parent, name);
    const [field] = definitions;
    if (!field) return null;
    for (const definition of definitions) this.#collect(marksOf(definition), place);
    for (const owner of this.#ownersOf(parent)) this.#personal(marksOf(owner).personal, place);
    const type = getNamedType(field.type);
    if (isScalarType(type)) this.#personal(marksOf(type).personal, place);
    if (roots) roots.push(rootField(field, node));
    const children =
      node.selectionSet && isCompositeType(type)
        ? this.#selections(type, node.selectionSet, depth + 1, place, null)
        : [];
    const costs = definitions.flatMap((definition) => marksOf(definition).cost ?? []);
    const standard = (variable: string) => valueOf(this.operation, variable, {});
    return {
      own: Math.max(0, ...costs.map(({ own }) => own)),
      size: sizeOfField(field, node, costs.find(({ size }) => size) ?? costs[0], standard),
      children,
    };
  }

  #introspection(selectionSet: SelectionSetNode): void {
    for (const selection of selectionSet.selections) {
      if ((this.#budget -= 1) < 0) throw tooComplex('This operation is too large.');
      this.#directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD && selection.alias) this.#aliases += 1;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (inner?.selectionSet) this.#introspection(inner.selectionSet);
    }
  }

  /** The field as declared, and as every possible type declares it again: they may be stricter. */
  #definitions(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown>[] {
    const owners = this.#ownersOf(parent).filter((owner) => !isUnionType(owner)) as GraphQLObjectType[];
    return owners.flatMap((owner) => owner.getFields()[name] ?? []);
  }

  #ownersOf(parent: GraphQLNamedType): GraphQLNamedType[] {
    return isAbstractType(parent) ? [parent, ...this.schema.getPossibleTypes(parent)] : [parent];
  }

  #collect(marks: ReturnType<typeof marksOf>, place: string): void {
    if (marks.access) this.#access.add(marks.access);
    if (marks.audit) this.#audit = Math.max(this.#audit, auditRules.indexOf(marks.audit));
    if (marks.cache) this.#scope = Math.max(this.#scope, scopes.indexOf(marks.cache));
    this.#personal(marks.personal, place);
  }

  #personal(categories: readonly PersonalCategory[] | undefined, place: string): void {
    for (const category of categories ?? []) {
      const places = this.#places.get(category) ?? [];
      this.#places.set(category, places);
      if (places.length < placeLimit && !places.includes(place)) places.push(place);
    }
  }
}

/** The client chose the name, and it goes into the audit trail and the log: no room for a person's number. */
function nameOf({ name, operation }: OperationDefinitionNode): string {
  return name ? name.value.slice(0, 100).replace(/\d(?:_*\d){8,}/g, '_') : operation;
}

function rootField(field: GraphQLField<unknown, unknown>, node: FieldNode): RootField {
  const { access = 'administrator', audit = 'change' } = marksOf(field);
  return {
    name: field.name,
    access,
    audit,
    takes: new Set(field.args.map(({ name }) => name)),
    args: (variables) => getArgumentValues(field, node, variables),
  };
}
