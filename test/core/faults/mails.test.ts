import { describeFaults } from './suite.ts'
import { STORIES_OF_MAIL_SIGN_INS } from './stories-of-mail-sign-ins.ts'
import { STORIES_OF_MAILS } from './stories-of-mails.ts'

describeFaults([...STORIES_OF_MAILS, ...STORIES_OF_MAIL_SIGN_INS])
