/** Code, English name, other spellings met in orders, the code of three letters behind every other word of three capitals. Europe and the main trading partners of a UK seller. */
const COUNTRIES: readonly (readonly [code: string, name: string, ...also: string[]])[] = [
  ['GB', 'United Kingdom', 'UK', 'Great Britain', 'Britain', 'England', 'Scotland', 'Wales', 'Northern Ireland', 'GBR'],
  ['IE', 'Ireland', 'Republic of Ireland', 'Eire', 'IRL'], ['FR', 'France', 'FRA'], ['DE', 'Germany', 'Deutschland', 'DEU'], ['NL', 'Netherlands', 'The Netherlands', 'Holland', 'Nederland', 'NLD'],
  ['BE', 'Belgium', 'België', 'Belgique', 'BEL'], ['LU', 'Luxembourg', 'LUX'], ['ES', 'Spain', 'España', 'ESP'], ['PT', 'Portugal', 'PRT'], ['IT', 'Italy', 'Italia', 'ITA'],
  ['AT', 'Austria', 'Österreich', 'AUT'], ['CH', 'Switzerland', 'Schweiz', 'Suisse', 'CHE'], ['DK', 'Denmark', 'Danmark', 'DNK'], ['SE', 'Sweden', 'Sverige', 'SWE'], ['NO', 'Norway', 'Norge', 'NOR'],
  ['FI', 'Finland', 'Suomi', 'FIN'], ['IS', 'Iceland', 'ISL'], ['PL', 'Poland', 'Polska', 'POL'], ['CZ', 'Czechia', 'Czech Republic', 'CZE'], ['SK', 'Slovakia', 'SVK'], ['HU', 'Hungary', 'HUN'],
  ['RO', 'Romania', 'ROU'], ['BG', 'Bulgaria', 'BGR'], ['GR', 'Greece', 'GRC'], ['CY', 'Cyprus', 'CYP'], ['MT', 'Malta', 'MLT'], ['HR', 'Croatia', 'HRV'], ['SI', 'Slovenia', 'SVN'],
  ['EE', 'Estonia', 'EST'], ['LV', 'Latvia', 'LVA'], ['LT', 'Lithuania', 'LTU'], ['JE', 'Jersey', 'JEY'], ['GG', 'Guernsey', 'GGY'], ['IM', 'Isle of Man', 'IMN'],
  ['US', 'United States', 'USA', 'United States of America'], ['CA', 'Canada', 'CAN'], ['AU', 'Australia', 'AUS'], ['NZ', 'New Zealand', 'NZL'], ['JP', 'Japan', 'JPN'], ['CN', 'China', 'CHN'],
  ['IN', 'India', 'IND'], ['AE', 'United Arab Emirates', 'UAE', 'ARE'], ['ZA', 'South Africa', 'ZAF'], ['SG', 'Singapore', 'SGP'], ['HK', 'Hong Kong', 'HKG'], ['TR', 'Turkey', 'Türkiye', 'TUR'],
];

const BY_WORD = new Map(COUNTRIES.flatMap(([code, name, ...also]) => [code, name, ...also].map(word => [word.toLowerCase(), { code, name, longCode: also.findLast(one => /^[A-Z]{3}$/.test(one)) }] as const)));

export const countryNameOf = (text: string): string => BY_WORD.get(text.toLowerCase())?.name ?? text;

export const countryCodeOf = (text: string): string | undefined => BY_WORD.get(text.toLowerCase())?.code;

/** ISO 3166 in three letters. */
export const longCountryCodeOf = (text: string): string | undefined => BY_WORD.get(text.toLowerCase())?.longCode;
