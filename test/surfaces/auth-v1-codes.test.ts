import { describeCodes } from './code-suite.ts'
import { theWorker } from '../support/worker.ts'

describeCodes('with the local KV', () => theWorker)
