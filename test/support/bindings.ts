import type { D1Migration } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Env } from '../../src/config.ts'

/** The real bindings of the test Worker, and the migrations to bring its database up to date. */
export const bindings = env as unknown as Env & { MIGRATIONS: D1Migration[] }
