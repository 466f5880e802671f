export type StorageErrorCode =
  | 'URL_INVALID'
  | 'UNREACHABLE'
  | 'FOLDER_IN_USE'
  | 'FOLDER_UNUSABLE'
  | 'FOLDER_CORRUPT'
  | 'MIGRATION_EDITED'
  | 'MIGRATION_FAILED'
  | 'MIGRATION_LOCKED'
  | 'SANDBOX_MIXED';

/** The database cannot be used. `message` says what is wrong, `advice` what to do; neither holds a password or a row's data. */
export class StorageError extends Error {
  override readonly name: string = 'StorageError';

  constructor(
    readonly code: StorageErrorCode,
    message: string,
    readonly advice: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Who holds a data folder, as its lock file tells. */
export interface FolderHolder {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: Date;
  /** The HTTP port of the holder; null when it was not known when the folder was opened. */
  readonly port: number | null;
}

/** Another live process works in the data folder. `holder` is null when its lock file cannot be read. */
export class FolderInUse extends StorageError {
  override readonly name = 'FolderInUse';

  constructor(
    readonly folder: string,
    readonly holder: FolderHolder | null,
    lockFile: string,
    sameHost: boolean,
  ) {
    super(
      'FOLDER_IN_USE',
      `The data folder ${folder} is in use by ${holder ? describe(holder) : 'another process'}.`,
      sameHost
        ? 'Stop that process, or give this one another folder (database.folder).'
        : `Stop that process, or give this one another folder (database.folder). If nothing runs there any more, remove ${lockFile}.`,
    );
  }
}

function describe({ pid, host, startedAt, port }: FolderHolder): string {
  return `process ${pid} on ${host}${port ? `, port ${port}` : ''}, since ${startedAt.toISOString()}`;
}
