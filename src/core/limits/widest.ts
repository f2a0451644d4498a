import type { Client } from '../deps.ts'

/**
 * The name of the largest network that an address lies in. It owns the budgets of all smaller ones, so that a client
 * with an IPv6 address, which lies in three, costs no more rows than one with an IPv4 address.
 */
export const widest = ({ networks }: Pick<Client, 'networks'>): string =>
  (networks.at(-1) ?? networks[0]).name
