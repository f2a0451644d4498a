import { CODE_FLOWS } from '../support/code-flows.ts'
import { describeCodes } from './code-suite.ts'
import { EVERY_CASE } from '../support/sample.ts'
import { theWorker } from '../support/worker.ts'

/** By default half of the flows, and the others with a KV like the one in production. */
const flows = CODE_FLOWS.filter((_, n) => EVERY_CASE || n % 2 === 0)

describeCodes('with the local KV', () => theWorker, flows)
