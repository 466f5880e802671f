/**
 * Whether the database refused a row because its key is taken. Which key it was differs in shape between the embedded
 * database and a server, so nothing may depend on that: look the row up instead.
 */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 'P2002';
}
