import { owner, type Package } from './packages.js';

const packageStatuses = {
  DRAFT: 'DRAFT',
  SHARED: 'INPROGRESS',
  DECLINED: 'DECLINED',
  COMPLETED: 'COMPLETED',
} as const;

/** The status as the owner's listing has it. */
export const packageStatusOf = ({ status }: Package): string => packageStatuses[status];

/** What listing and status document have in common. */
export function summaryAnswer(one: Package): object {
  const next = one.users.filter(({ status }) => status === 'IN_PROGRESS');
  return {
    package_id: one.id,
    package_name: one.name,
    package_owner: owner.email,
    owner_name: owner.name,
    package_status: packageStatusOf(one),
    folder: 'INBOX',
    unread: false,
    next_signer: next.map(({ name }) => name).join(', '),
    next_signer_email: next.map(({ email, name }) => ({ user_email: email, user_name: name })),
    uploaded_on: one.uploadedOn,
    modified_on: one.modifiedOn,
  };
}

export function statusAnswer(one: Package): object {
  return {
    ...summaryAnswer(one),
    workflow: {
      workflow_type: one.type,
      workflow_mode: one.mode,
      continue_on_decline: one.continueOnDecline,
      workflow_status: one.status,
      read_only: one.status !== 'DRAFT',
      message: one.message,
      post_process: {
        enabled: false,
        contacts: [],
        recipients: [],
        workflow_recipients: true,
        message: '',
      },
    },
    documents: one.documents.map(({ id, name, pages, createdOn, fields }, index) => ({
      document_id: id,
      document_name: name,
      document_type: 'PDF',
      document_order: index + 1,
      document_source: 'Schakel',
      document_height: 842,
      document_width: 595,
      document_pages: pages,
      created_on: createdOn,
      modified_on: one.modifiedOn,
      form_fields: fields.length > 0,
      template: '',
      certify: { enabled: false, allowed_permissions: [], default_permission: '' },
      lock_form_fields: false,
      locked: false,
    })),
    users: one.users.map(({ email, role, status, processedOn }) => ({
      user_email: email,
      role,
      process_status: status,
      processed_on: processedOn ?? '',
    })),
  };
}
