import { AppError } from '../../../shared/contract/errors.ts';
import type { Entity } from '../../../shared/contract/connections.ts';
import type { WorkflowDocument } from '../../../shared/contract/workflows.ts';
import { connectionById, readSchema, setSchema } from '../connections/connection-store.ts';
import type { Connector, Session } from '../connectors/connector.ts';
import { publishedDrift, wasApprovedForFields } from '../mapping/drift-store.ts';
import { publishedMapping } from '../mapping/mapping-store.ts';
import type { Work } from './work.ts';

/** The documents that mappings shape, and the steps of a workflow that make them. */
const MAPPED = [['salesOrder', 'Order'], ['customer', 'Order'], ['receipt', 'Order'], ['purchaseOrder', 'PurchaseOrder']] as const;

function mappingsOf(work: Work, { steps }: Pick<WorkflowDocument, 'steps'>): string[] {
  const { deps: { db }, target: { erp: { targets } }, documentStep } = work;
  const makes = new Set(steps.flatMap((step): string[] => (step.step === 'create' || step.step === 'findOrCreate' ? [step.document] : [])));
  return MAPPED.filter(([step]) => makes.has(step) && (step !== 'salesOrder' || documentStep === 'salesOrder')).flatMap(([step, sourceEntity]) => {
    const entity = targets[step]?.entity;
    const published = entity === undefined ? null : publishedMapping(db, { sourceEntity, targetEntity: entity });
    return published ? [published.id] : [];
  });
}

/** Samples come and go with the records; what a mapping is approved for are the fields. */
const withoutSamples = (entities: readonly Entity[]): string => JSON.stringify(entities.map(entity => ({ ...entity, fields: entity.fields.map(({ samples: _samples, ...field }) => field) })));

type Side = { readonly connectionId: string; readonly session: Session };

/** Reads a system's fields anew. One that cannot be read now is taken as it was last seen; a sign-in that is gone stops the run here as it would later. */
async function discoverAnew(work: Work, { connectionId, session }: Side, connector: Connector): Promise<void> {
  const { deps: { db }, signal } = work;
  const connection = connectionById(db, connectionId);
  try {
    const entities = await connector.discover(session, signal);
    if (withoutSamples(entities) === withoutSamples(readSchema(db, connection.id))) return;
    work.commit(({ db: write, audit, now }) => {
      setSchema(write, connection.id, entities, now);
      audit('runs.fieldsChanged', { run: work.run.id, connection: connectionId, entities: entities.map(({ name, fields }) => ({ name, fields: fields.length })) });
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.recovery === 'fixConnection' || signal.aborted) throw error;
    work.notice(`The fields of ${connection.label} could not be read again (${error.message}) They are taken as they were on ${(connection.discoveredAt ?? '').slice(0, 10)}.`);
  }
}

/**
 * Before anything is sent: the fields of both systems are read again and compared with those that the run's mappings were approved for. What
 * has changed stops the run with the field and the remedy; new fields, and fields that no mapping uses, do not.
 */
export async function refuseDriftedMappings(work: Work, document: Pick<WorkflowDocument, 'steps'>): Promise<void> {
  const { deps: { db, connectorOf }, source, target } = work;
  const used = mappingsOf(work, document).filter(id => wasApprovedForFields(db, id));
  if (used.length === 0) return;
  for (const side of [source, target]) await discoverAnew(work, side, connectorOf(side.connectionId));
  const found = publishedDrift(db).filter(({ mappingId }) => used.includes(mappingId));
  const [first] = found;
  const [drift] = first?.drifts ?? [];
  if (!first || !drift) return;
  const others = found.reduce((sum, { drifts }) => sum + drifts.length, 0) - 1;
  throw new AppError('mapping.drift', 'askAdmin', `Nothing was sent. ${drift.message} It is used by "${first.name}" v${first.version}.${others > 0 ? ` ${others} more ${others === 1 ? 'field has' : 'fields have'} changed: see Mappings.` : ''}`);
}
