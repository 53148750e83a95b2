/** Letters with the same code about the same thing have one cause, and one fix. */
export const keyOfCause = (code: string, about: string): string => (about === '' ? code : `${code} ${about}`);
