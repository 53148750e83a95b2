/** ISO 3166-2 codes of the countries whose addresses need them, 'CODE Name' each. */
const BY_COUNTRY: Readonly<Record<string, string>> = {
  US: 'AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;DE Delaware;DC District of Columbia;FL Florida;GA Georgia;HI Hawaii;ID Idaho;IL Illinois;IN Indiana;IA Iowa;KS Kansas;KY Kentucky;LA Louisiana;ME Maine;MD Maryland;MA Massachusetts;MI Michigan;MN Minnesota;MS Mississippi;MO Missouri;MT Montana;NE Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;NY New York;NC North Carolina;ND North Dakota;OH Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;PR Puerto Rico;RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;TX Texas;UT Utah;VT Vermont;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;WY Wyoming',
  CA: 'AB Alberta;BC British Columbia;MB Manitoba;NB New Brunswick;NL Newfoundland and Labrador;NS Nova Scotia;NT Northwest Territories;NU Nunavut;ON Ontario;PE Prince Edward Island;QC Quebec;SK Saskatchewan;YT Yukon',
  AU: 'ACT Australian Capital Territory;NSW New South Wales;NT Northern Territory;QLD Queensland;SA South Australia;TAS Tasmania;VIC Victoria;WA Western Australia',
  GB: 'ENG England;NIR Northern Ireland;SCT Scotland;WLS Wales',
};

type Subdivision = { readonly code: string; readonly name: string };

const plain = (text: string): string => text.normalize('NFKD').replace(/[^\p{L}]/gu, '').toLowerCase();

const FOUND = new Map(Object.entries(BY_COUNTRY).flatMap(([country, rows]) => rows.split(';').flatMap(row => {
  const at = row.indexOf(' ');
  const known: Subdivision = { code: row.slice(0, at), name: row.slice(at + 1) };
  return [known.code, known.name].map(word => [`${country} ${plain(word)}`, known] as const);
})));

/** By its code or its name, of a country given by its code of two letters. */
export const subdivisionOf = (country: string, text: string): Subdivision | undefined => FOUND.get(`${country} ${plain(text)}`);
