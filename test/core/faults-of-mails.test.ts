import { describeFaults } from '../support/fault-suite.ts'
import { STORIES_OF_MAILS } from '../support/stories-of-mails.ts'

describeFaults(STORIES_OF_MAILS)
