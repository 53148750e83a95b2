import { divideHalfUp, scaled } from '../decimal.ts';
import { HOME_CURRENCY_ID } from './chart.ts';
import type { Office } from './office.ts';
import { badValue, ruleBroken } from './sage-error.ts';

export type CustomerRow = {
  id: number; reference: string; name: string; on_hold: number; account_status_type: string; currency_id: number; credit_limit_minor: number; balance_minor: number;
  open_orders_minor: number; nominal_reference: string; nominal_cost_centre: string; nominal_department: string; tax_code_id: number;
};

const COLUMNS = `id, reference, name, on_hold, account_status_type, currency_id, credit_limit_minor, balance_minor, open_orders_minor, nominal_reference, nominal_cost_centre,
  nominal_department, tax_code_id`;

export function customerById(office: Office, id: number | undefined): CustomerRow {
  const row = office.store.get<CustomerRow>(`SELECT ${COLUMNS} FROM customer WHERE id = ?`, id ?? 0);
  if (!row) throw badValue(`The customer with id ${id} does not exist.`);
  return row;
}

export const RATE_ONE = 1_000_000;

/** Foreign units for one unit of the home currency, in millionths: the one in the body, else the company's core rate. */
export function rateFor(office: Office, currencyId: number, given: number | undefined): number {
  if (currencyId === HOME_CURRENCY_ID) {
    if (given !== undefined && given !== RATE_ONE) throw ruleBroken('The exchange rate of the base currency must be 1.');
    return RATE_ONE;
  }
  if (given !== undefined && given <= 0) throw badValue('The exchange rate must be greater than zero.');
  return given ?? scaled(office.world.eurPerGbp.toFixed(6), 6) ?? RATE_ONE;
}

/** A document amount in the home currency. */
export const inHome = (minor: number, rateE6: number): number => (rateE6 === RATE_ONE ? minor : divideHalfUp(BigInt(minor) * BigInt(RATE_ONE), BigInt(rateE6)));
