import { accountPage } from './account-page.tsx'
import { addressView, cancelMove, confirmMove, moveAddress } from './address.tsx'
import { Done } from './done.tsx'
import { UNTOUCHED } from './form.ts'
import { GoOnToApp } from './go-on-to-app.tsx'
import { changeProfile, chooseLanguage, languageView, profileView } from './profile.tsx'
import { confirmAddress, mailAgain, verificationView } from './verification.tsx'

/** Who am I: name, profile, language, address. */
export const accountRoutes = accountPage({
  path: '/account',
  summary: 'Look at one’s account',
  title: ({ words }) => words.account.places.account,
  forms: [changeProfile, chooseLanguage, confirmAddress, mailAgain, moveAddress, confirmMove, cancelMove],
  show(visit) {
    const { account, words } = visit
    return (
      <>
        <Done visit={visit} of={words.profile.done} />
        <GoOnToApp visit={visit} />
        {account.user.verifiedAt === null && verificationView(visit, UNTOUCHED)}
        {profileView(visit, UNTOUCHED, account.user)}
        {addressView(visit)}
        {languageView(visit, UNTOUCHED)}
      </>
    )
  },
})
