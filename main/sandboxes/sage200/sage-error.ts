/** A refusal as Sage words it: only the first problem, with the name of the exception. */
export class SageError extends Error {
  override name = 'SageError';
  readonly status: number;
  readonly exceptionType: string;

  constructor(exceptionType: string, message: string, status = 400) {
    super(message);
    this.exceptionType = exceptionType;
    this.status = status;
  }
}

export const nullField = (field: string): SageError => new SageError('SageNullFieldException', `The field '${field}' must have a value.`);

export const badValue = (message: string): SageError => new SageError('SageFieldValueException', message);

export const ruleBroken = (message: string): SageError => new SageError('SageBusinessRuleException', message);

export const notFound = (resource: string, id: string | number): SageError =>
  new SageError('SageRecordNotFoundException', `The ${resource} record with id ${id} could not be found.`, 404);
