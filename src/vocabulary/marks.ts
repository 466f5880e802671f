import { Extensions, ObjectType, type ObjectTypeOptions } from 'type-graphql';
import type { GraphQLScalarType } from 'graphql';

/**
 * Who may ask. `public`: everybody. `citizen`: a citizen logged in, about themselves. `staff`: a civil servant with a
 * second factor; when the field takes a `purpose`, one must be given. `administrator`: a civil servant with that role,
 * or a service client with the scope `administration`. `office`: a civil servant with a second factor, or a service client
 * with the scope `changes`, either of an organisation. `citizenOrOffice`: whoever one of those two lets in; the service
 * decides what is theirs.
 */
export type AccessRule = 'public' | 'citizen' | 'staff' | 'office' | 'citizenOrOffice' | 'administrator';

/** `read`: each answer is recorded, allowed or denied. `change`: so is each change. `none`: only denials are. */
export type AuditRule = 'none' | 'read' | 'change';

/** What a field costs: `own`, and its children times the argument `size`; `max` is the most that argument can be, or the guess when there is none. */
export interface Cost {
  readonly own: number;
  readonly size?: string;
  readonly max?: number;
}

/** Categories of personal data, as the register of processing activities names them. */
export type PersonalCategory =
  'identity' | 'contact' | 'household' | 'dossiers' | 'memberships' | 'social' | 'attests';

export type CacheScope = 'PUBLIC' | 'SUBJECT' | 'NONE';

/** What the operation profile reads from the schema. */
export interface Marks {
  readonly access?: AccessRule;
  readonly audit?: AuditRule;
  readonly cost?: Cost;
  readonly personal?: readonly PersonalCategory[];
  readonly cache?: CacheScope;
}

type Decorator = MethodDecorator & PropertyDecorator & ClassDecorator;

const taken = new WeakMap<object, Set<string>>();

/** type-graphql merges extensions shallowly and lets the nearest of two equal marks win in silence, so two are refused. */
function mark(marks: Marks): Decorator {
  const extend = Extensions(marks as Record<string, unknown>) as Decorator;
  return (target: object, key?: string | symbol, descriptor?: unknown) => {
    const keys = taken.get(target) ?? new Set<string>();
    taken.set(target, keys);
    for (const name of Object.keys(marks)) {
      const place = `${String(key ?? '')}:${name}`;
      if (keys.has(place))
        throw new Error(`${String(key ?? (target as { name?: string }).name)} has two ${name} marks.`);
      keys.add(place);
    }
    return (extend as (...all: unknown[]) => void)(target, key, descriptor);
  };
}

/** The rules of a root field: a missing one does not compile. */
export const Operation = (marks: Required<Pick<Marks, 'access' | 'audit' | 'cost'>> & Marks): Decorator =>
  mark(marks);

/** A stricter rule on one field. */
export const Access = (access: AccessRule): Decorator => mark({ access });

/** This field or type holds personal data of these categories. */
export const Personal = (...personal: PersonalCategory[]): Decorator => mark({ personal });

/** The cost of a field that is not free. */
export const Costs = (cost: Cost): Decorator => mark({ cost });

/** Marks every field of this scalar as personal. */
export function personalScalar<T extends GraphQLScalarType>(scalar: T, ...personal: PersonalCategory[]): T {
  scalar.extensions = { ...scalar.extensions, personal };
  return scalar;
}

export const marksOf = ({ extensions }: { readonly extensions?: unknown }): Marks =>
  (extensions ?? {}) as Marks;

/** An object type of the graph. Its fields are plain properties: no resolver, no middleware, no guard on them. */
export const Thing = (options: ObjectTypeOptions & { description: string; name?: string }): ClassDecorator =>
  options.name
    ? ObjectType(options.name, { ...options, simpleResolvers: true })
    : ObjectType({ ...options, simpleResolvers: true });
