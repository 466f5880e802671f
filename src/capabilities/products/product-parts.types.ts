import { Field, registerEnumType } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { IpdcNumberScalar } from '../../vocabulary/scalars.js';
import { plainText } from './product.html.js';
import type { ProductLanguage, TextForm } from './product.wording.js';

export const textForms: { readonly [F in TextForm]: F } = { FORMAL: 'FORMAL', INFORMAL: 'INFORMAL' };

registerEnumType(textForms, {
  name: 'TextForm',
  description: 'How a Dutch text addresses its reader.',
  valuesConfig: { FORMAL: { description: 'With "u".' }, INFORMAL: { description: 'With "je".' } },
});

export const productLanguages: { readonly [L in ProductLanguage]: L } = {
  NL: 'NL',
  EN: 'EN',
  FR: 'FR',
  DE: 'DE',
};

registerEnumType(productLanguages, {
  name: 'ProductLanguage',
  description:
    'A language in which the catalogue may have texts. All of them are there in Dutch, few in another.',
  valuesConfig: {
    NL: { description: 'Dutch.' },
    EN: { description: 'English.' },
    FR: { description: 'French.' },
    DE: { description: 'German.' },
  },
});

const text = (description: string) => Field(() => String, { nullable: true, description });

@Thing({
  description:
    'A rich text of the catalogue, in the wording that comes nearest to what was asked with `language` and `form`.',
})
export class ProductText {
  @Field(() => String, {
    description:
      'Safe to put into a page: only paragraphs, blocks, lists, headings (h2 to h6), tables, emphasis and absolute links (http, https, mailto, tel); every other element and attribute of the platform’s HTML is gone.',
  })
  html!: string;

  @Field(() => String, {
    description:
      'The same without markup: a line for each paragraph, list item and table row. Escape it in a page.',
  })
  get plain(): string {
    return plainText(this.html);
  }

  @Field(() => String, { description: 'Its language, such as nl: not always the one that was asked.' })
  language!: string;

  @Field(() => textForms, {
    nullable: true,
    description: 'How it addresses its reader: not always as was asked; null when the platform does not say.',
  })
  form!: TextForm | null;

  @Field(() => Boolean, {
    description: 'Whether IPDC made it from the wording that the author wrote, which is then the other form.',
  })
  generated!: boolean;
}

@Thing({ description: 'A wording in which a product exists.' })
export class ProductWording {
  @Field(() => String, { description: 'Its language, such as nl.' })
  language!: string;

  @Field(() => textForms, { nullable: true, description: 'Its form; null when the platform does not say.' })
  form!: TextForm | null;

  @Field(() => Boolean, { description: 'Whether IPDC made it from another wording.' })
  generated!: boolean;
}

@Thing({ description: 'A code of one of IPDC’s lists.' })
export class ProductCode {
  @Field(() => String, { description: 'The code, as IPDC gives it.' })
  code!: string;

  @text('Its name in Dutch; null when IPDC’s list does not have the code, or was not read yet.')
  name!: string | null;
}

@Thing({ description: 'A named text of a product: a cost, a financial benefit, a proof.' })
export class ProductPart {
  @text('Its name, plain text; null when it has none.')
  name!: string | null;

  @Field(() => ProductText, { nullable: true, description: 'What it says; null when it says nothing.' })
  description!: ProductText | null;
}

@Thing({ description: 'A condition of a product (voorwaarde).' })
export class ProductCondition extends ProductPart {
  @Field(() => ProductPart, {
    nullable: true,
    description: 'What proves that it is met (bewijs); null when nothing is said about that.',
  })
  evidence!: ProductPart | null;
}

@Thing({ description: 'An address on the web: a website, a law or decree, the page of a product.' })
export class ProductWebsite extends ProductPart {
  @text('Its address, http or https; null when none was given, or one that no website may link to.')
  url!: string | null;
}

@Thing({ description: 'How a product is asked for (procedure).' })
export class ProductProcedure extends ProductPart {
  @Field(() => [ProductWebsite], { description: 'Where that can be done.' })
  websites!: readonly ProductWebsite[];
}

@Thing({ description: 'A postal address of a contact (adres).' })
export class ProductAddress {
  @text('Street; null when not given.')
  street!: string | null;

  @text('House number; null when not given.')
  houseNumber!: string | null;

  @text('Box number; null when there is none.')
  boxNumber!: string | null;

  @text('Postal code; null when not given.')
  postalCode!: string | null;

  @text('Municipality; null when not given.')
  municipality!: string | null;

  @text('Country; null when not given.')
  country!: string | null;
}

@Thing({ description: 'Whom to ask about a product (contactgegevens).' })
export class ProductContact {
  @text('E-mail address; null when not given.')
  email!: string | null;

  @text('Phone number as the catalogue has it; null when not given.')
  phone!: string | null;

  @text('Website; null when not given, or one that no website may link to.')
  url!: string | null;

  @text(
    'Opening hours as its editor wrote them: a sentence, "24/24" or the address of a page; null when not given.',
  )
  openingHours!: string | null;

  @Field(() => [ProductAddress], { description: 'Where to find them; one as a rule.' })
  addresses!: readonly ProductAddress[];
}

@Thing({ description: 'An authority of a product (overheid).' })
export class ProductAuthority {
  @Field(() => String, { description: 'As the catalogue names it: its OVO code, or an IRI.' })
  id!: string;

  @text('Its OVO code in the Flemish organisation register; null when the catalogue names it in another way.')
  ovoCode!: string | null;
}

@Thing({ description: 'The concept (template) of which a product was made.' })
export class ProductConcept {
  @Field(() => IpdcNumberScalar, { nullable: true, description: 'Its product number; null when not given.' })
  number!: string | null;

  @text('Its IRI in the catalogue; null when not given.')
  iri!: string | null;
}

@Thing({ description: 'A product that the editor calls related (verwant product).' })
export class RelatedProduct {
  @Field(() => IpdcNumberScalar, {
    nullable: true,
    description:
      'Its product number: ask it with `product`, which is null when this municipality does not show it.',
  })
  number!: string | null;

  @text('INSTANTIE for a product, CONCEPT for a template; null when not given.')
  kind!: string | null;
}

@Thing({ description: 'A value of the catalogue that has no field of its own.' })
export class ProductFact {
  @Field(() => String, { description: 'Where it stands in IPDC’s answer, in its own words.' })
  path!: string;

  @Field(() => String, { description: 'The value, as it was given. Escape it in a page.' })
  value!: string;
}
