import { LABEL_WORDS } from '../../../core/mail-sign-in/label.ts'
import { type MailedPage, Outcome, View } from './layout.tsx'

/**
 * Behind the link of a sign-in by mail. It redeems nothing, and an opened link never finishes a sign-in elsewhere: it
 * says where the code belongs, and shows the two words by which one knows one's own page.
 */
export const signInMailPage: MailedPage = (reader) => {
  const { signIn } = reader.words
  return {
    title: signIn.title,
    content: (
      <>
        <View name="open" title={signIn.title} lead={signIn.explain}>
          <p data-words={Object.values(LABEL_WORDS).join(' ')} hidden>
            {signIn.label} <strong></strong>
          </p>
          <p class="muted">{signIn.never}</p>
        </View>
        <Outcome {...signIn.lost} reader={reader} name="lost" icon="lost" />
      </>
    ),
  }
}
