import type { Budget } from '../../store/pieces/budgets.ts'
import type { Client } from '../deps.ts'

/** Accounts one client may open: registering is the one answer that tells whether an address is taken. */
export const registrationBudget = ({ bucket }: Client): Budget => ({
  key: `register/client/${bucket}`,
  limit: 20,
  windowMs: 3_600_000,
})
