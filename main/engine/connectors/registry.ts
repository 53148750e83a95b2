import type { SystemKey } from '../../../shared/contract/connections.ts';
import { assert } from '../../../shared/values/assert.ts';
import { clarity } from './clarity/clarity.ts';
import type { Connector } from './connector.ts';
import { linnworks } from './linnworks/linnworks.ts';
import { sage100 } from './sage100/sage100.ts';
import { sage200 } from './sage200/sage200.ts';
import { sagepro } from './sagepro/sagepro.ts';

/** Every system that Tieout knows. */
export const connectors: readonly Connector[] = [linnworks, sage200, clarity, sage100, sagepro];

export function connectorOf(key: SystemKey): Connector {
  const connector = connectors.find(candidate => candidate.key === key);
  assert(connector, `there is no connector named ${key}`);
  return connector;
}
