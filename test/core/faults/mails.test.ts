import { describeFaults } from './suite.ts'
import { STORIES_OF_MAILS } from './stories-of-mails.ts'

describeFaults(STORIES_OF_MAILS)
