import { z } from 'zod';

/** Integers at the platform; text to us, so that they are not counted with. */
const id = z.int().positive().transform(String);
const text = z.string().nullish();

export const createdPackage = z.object({ package_id: id });

/** The manual says documentid, newer clients document_id: whichever comes. */
export const addedDocument = z
  .object({ documentid: id.nullish(), document_id: id.nullish() })
  .transform(({ documentid, document_id }, context) => {
    const found = document_id ?? documentid;
    if (found) return found;
    context.addIssue({ code: 'custom', message: 'no document id' });
    return z.NEVER;
  });

export const addedUsers = z.array(z.looseObject({ user_email: z.string() }));
export const addedField = z.object({ field_name: z.string() });
export const sharedPackages = z.array(z.looseObject({ package_id: id })).min(1);
export const link = z.url({ protocol: /^https?$/ });
export const about = z.looseObject({ version: z.string() });
export const profile = z.looseObject({});

/** GET workflow. Loose: what is not named here is kept as a fact. */
export const workflowStatus = z.looseObject({
  package_id: id,
  package_name: text,
  uploaded_on: text,
  modified_on: text,
  workflow: z.looseObject({ workflow_status: text }),
  documents: z.array(z.looseObject({ document_id: id, document_name: text })).nullish(),
  users: z
    .array(z.looseObject({ user_email: text, role: text, process_status: text, processed_on: text }))
    .nullish(),
});
export type WorkflowStatusDocument = z.output<typeof workflowStatus>;

export const packageList = z.array(
  z.looseObject({
    package_id: id,
    package_name: text,
    package_status: text,
    uploaded_on: text,
    modified_on: text,
  }),
);
export type PackageListDocument = z.output<typeof packageList>;

/** What the platform takes; names and spellings are its own. */
export interface UserRequest {
  readonly user_email: string;
  readonly user_name: string;
  readonly role: string;
  readonly email_notification: boolean;
  readonly signing_order?: number;
}

export interface LinkRequest {
  readonly package_id: number;
  readonly document_id: number;
  readonly language: string;
  readonly section: 'VIEWER';
  readonly user_email: string;
  readonly callback_url?: string;
  readonly response_type?: 'ENCODED';
  /** Flags of this one call are texts. */
  readonly redirect_callback_url?: 'true' | 'false';
  readonly collapse_panels: 'true' | 'false';
}
