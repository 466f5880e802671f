/** The object of names that `registerEnumType` takes. */
export const enumOf = <T extends string>(names: readonly T[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [N in T]: N };
