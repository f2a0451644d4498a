import { fromBase64url } from '../../crypto/bytes.ts'
import type { Language } from '../language.ts'

/** Words that nobody takes for each other, read or heard: forty in each language. */
export const LABEL_WORDS: Record<Language, string> = {
  en: 'amber anchor autumn basket beacon bridge butter cactus candle cherry copper dolphin feather forest garden giraffe glacier honey island kettle lantern mirror mountain ocean olive orchid planet pumpkin rabbit silver sunset thunder umbrella valley violin walnut whisper window yellow zebra',
  es: 'abeja almendra bandera barco bosque botella brújula caballo camino cereza ciudad cobre delfín desierto dragón espejo fuego gaviota girasol guitarra hormiga invierno isla jardín ladrillo lámpara leopardo limón lluvia manzana mercado naranja océano otoño paloma pimienta planeta reloj tambor zapato',
  de: 'Anker Banane Bernstein Brunnen Delfin Distel Drachen Elefant Fenster Flamingo Garten Gitarre Glocke Honig Kaktus Kirsche Koffer Kristall Laterne Leuchtturm Limonade Magnet Muschel Nebel Orange Palme Papagei Pinguin Quelle Rakete Regenschirm Schlitten Silber Spiegel Teppich Trommel Vulkan Walnuss Wasserfall Zitrone',
  fr: 'abeille abricot ananas balcon bouteille brouillard cactus cerise chocolat citron colline dauphin diamant escargot fontaine fourmi fromage girafe glacier grenouille horloge jardin kangourou lanterne lavande marteau miroir navire nuage orchestre papillon parapluie planche plume renard ruban soleil tambour tortue tulipe',
  pt: 'abacate abelha amendoim andorinha bandeira borboleta cachoeira caneta castelo chocolate coruja diamante elefante espelho estrela farol floresta foguete formiga gaivota girassol golfinho horizonte inverno laranja leopardo limonada melancia mercado montanha navio neblina pimenta sapato tambor tartaruga tesouro tijolo violino zebra',
}

/**
 * Two words by which a person sees that a mail belongs to the page where they have asked for it. They are taken from
 * the name of the challenge, which is a hash: nothing is stored, and they tell nothing of its code or link.
 */
export function labelOf(challengeId: string, language: Language): string {
  const list = LABEL_WORDS[language].split(' ')
  const [first = 0, second = 0] = fromBase64url(challengeId) ?? []
  const index = first % list.length
  // Another word than the first: two that are alike would be no label.
  const other = (index + 1 + (second % (list.length - 1))) % list.length
  return `${list[index]} ${list[other]}`
}
