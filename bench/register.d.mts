// For the one baseline in TypeScript; the shapes of the answers are its own.
export function headers(apiKey: string): Record<string, string>;
export function detailPath(vCode: string): string;
export function searchPath(activity: readonly string[], first: number): string;
export function toAssociation<T>(document: unknown): T;
export function toPage<T>(document: unknown, first: number): T;
export function toListPage<T>(rows: unknown, first: number): T;
export function openList(options: {
  databaseUrl?: string;
  dump?: string;
}): Promise<((first: number) => Promise<unknown>) | null>;
export function remembering(keep: boolean): <T>(key: string, ask: () => Promise<T>) => Promise<T>;
