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

/** The connector of a system; with the settings of a connection, the way of speaking to it that they choose. */
export function connectorOf(key: SystemKey, settings: Readonly<Record<string, string>> = {}): Connector {
  const connector = connectors.find(candidate => candidate.key === key);
  assert(connector, `there is no connector named ${key}`);
  const { profiles } = connector;
  const chosen = profiles?.choices[settings[profiles.setting] || initialOf(connector, profiles.setting)];
  return chosen ? { ...connector, ...chosen } : connector;
}

const initialOf = ({ fields }: Connector, setting: string): string => fields.find(field => field.name === setting)?.initial ?? '';
