import type { Entity } from '../../../shared/contract/connections.ts';
import { suggestFor } from '../../engine/mapping/suggest.ts';
import { mappable } from '../../engine/mapping/mapping-content.ts';
import { scoreAgainstTemplate, shippedTemplates } from '../../engine/mapping/template.ts';
import type { Template } from '../../engine/mapping/template.ts';
import type { People } from './demo-steps.ts';

const SOURCE = 'Order';

/** How good the suggestions are without the templates: scored against them, field by field. */
function score(source: Entity, target: Entity, template: Template) {
  return scoreAgainstTemplate(suggestFor(mappable(target.fields), source.fields), template);
}

/** The operator reviews and submits, the admin approves and publishes. Fields that the suggestions leave open are settled from the shipped template. */
export async function mapAll({ admin, operator }: People) {
  const connections = await admin.connections.list({});
  const templates = shippedTemplates.filter(({ sourceEntity, sourceSystem, targetSystem }) => sourceEntity === SOURCE && [sourceSystem, targetSystem].every(system => connections.some(connection => connection.system === system)));
  const [source, target] = [templates[0]?.sourceSystem, templates[0]?.targetSystem].map(system => connections.find(connection => connection.system === system));
  if (!source || !target) throw new RangeError('the sandbox workspace has both connections');
  const orderEntity = (await admin.connections.schema({ id: source.id })).find(entity => entity.name === SOURCE);
  const targets = await admin.connections.schema({ id: target.id });
  const sum = { fields: 0, suggested: 0, correctTop1: 0, correctTop3: 0, requiredUnmapped: 0 };
  for (const template of templates) {
    const { targetEntity, fields } = template;
    const entity = targets.find(one => one.name === targetEntity);
    if (orderEntity && entity) {
      const figures = score(orderEntity, entity, template);
      for (const name of ['fields', 'suggested', 'correctTop1', 'correctTop3'] as const) sum[name] += figures[name];
    }
    let mapping = (await operator.mappings.list({})).find(one => one.targetEntity === targetEntity);
    mapping ??= await operator.mappings.create({ sourceConnection: source.id, sourceEntity: SOURCE, targetConnection: target.id, targetEntity });
    if (mapping.publishedVersion !== null) continue;
    if (mapping.state === 'draft') {
      const changes = fields.map(field => ({ target: field.target, decision: 'changed' as const, source: field.sources[0] ?? null, steps: field.steps }));
      const { fields: suggested } = await operator.mappings.get({ id: mapping.id });
      const open = suggested.filter(one => !fields.some(field => field.target === one.target.path) && one.decision === 'open').map(one => ({ target: one.target.path, decision: 'none' as const, source: null, steps: [] }));
      mapping = await operator.mappings.decide({ id: mapping.id, rev: mapping.rev, changes: [...changes, ...open] });
      sum.requiredUnmapped += mapping.requiredUnmapped;
      mapping = await operator.mappings.submit({ id: mapping.id, rev: mapping.rev, note: 'Reviewed against October’s orders.' });
    }
    if (mapping.state === 'submitted') mapping = await admin.mappings.approve({ id: mapping.id, rev: mapping.rev, note: 'Tried on October’s first orders.' });
    if (mapping.state === 'approved') await admin.mappings.publish({ id: mapping.id, rev: mapping.rev });
  }
  return sum;
}
