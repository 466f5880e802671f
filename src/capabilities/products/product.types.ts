import { Field, ID } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { Thing } from '../../vocabulary/marks.js';
import { DateTimeScalar, IpdcNumberScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import {
  ProductAuthority,
  ProductCode,
  ProductConcept,
  ProductCondition,
  ProductContact,
  ProductFact,
  ProductPart,
  ProductProcedure,
  ProductText,
  ProductWebsite,
  ProductWording,
  RelatedProduct,
} from './product-parts.types.js';

const rich = (description: string) => Field(() => ProductText, { nullable: true, description });
const codes = (description: string) => Field(() => [ProductCode], { description });
const moment = (description: string) => Field(() => DateTimeScalar, { nullable: true, description });
const authorities = (description: string) => Field(() => [ProductAuthority], { description });

@Thing({
  description:
    'A product or service of a government (product), as the catalogue IPDC describes it. Names are plain text in the wording that comes nearest to what was asked with `language` and `form`.',
})
export class Product {
  @Field(() => ID, { description: 'Its own key in the catalogue.' })
  id!: string;

  @Field(() => IpdcNumberScalar, {
    nullable: true,
    description: 'Its product number (productnummer); null when the catalogue has given none.',
  })
  number!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its name (naam); null when it has none in any language.',
  })
  name!: string | null;

  @rich('What it is (beschrijving); null when nothing is said.')
  description!: ProductText | null;

  @rich('More about it (verdere beschrijving); null when nothing is said.')
  furtherDescription!: ProductText | null;

  @rich('When it does not hold (uitzonderingen); null when nothing is said.')
  exceptions!: ProductText | null;

  @Field(() => [ProductCondition], { description: 'Its conditions (voorwaarden), in the editor’s order.' })
  conditions!: readonly ProductCondition[];

  @Field(() => [ProductProcedure], { description: 'How to ask for it (procedures), in the editor’s order.' })
  procedures!: readonly ProductProcedure[];

  @Field(() => [ProductPart], { description: 'What it costs (kosten): texts, no amounts.' })
  costs!: readonly ProductPart[];

  @Field(() => [ProductPart], {
    description: 'What it gives in money (financiële voordelen): texts, no amounts.',
  })
  financialBenefits!: readonly ProductPart[];

  @Field(() => [ProductWebsite], { description: 'Laws and decrees behind it (regelgeving).' })
  legislation!: readonly ProductWebsite[];

  @rich('Its legal ground in words (regelgevingtekst); null when nothing is said.')
  legislationText!: ProductText | null;

  @Field(() => [ProductWebsite], { description: 'Where to read more (websites).' })
  websites!: readonly ProductWebsite[];

  @Field(() => [ProductContact], { description: 'Whom to ask about it (contactgegevens).' })
  contacts!: readonly ProductContact[];

  @rich('How to reach who helps (contactbeschrijving); null when nothing is said.')
  contactDescription!: ProductText | null;

  @Field(() => ProductCode, {
    nullable: true,
    description:
      'What kind of product it is (type), such as Toelating or FinancieelVoordeel; null when not said.',
  })
  type!: ProductCode | null;

  @codes('Its themes (thema’s).')
  themes!: readonly ProductCode[];

  @codes('For whom it is (doelgroepen), such as Burger or Onderneming.')
  targetAudiences!: readonly ProductCode[];

  @codes('Levels of government that decide about it (bevoegde bestuursniveaus).')
  competentLevels!: readonly ProductCode[];

  @codes('Levels of government that carry it out (uitvoerende bestuursniveaus).')
  executingLevels!: readonly ProductCode[];

  @authorities('Authorities that decide about it (bevoegde overheden).')
  competentAuthorities!: readonly ProductAuthority[];

  @authorities('Authorities that carry it out (uitvoerende overheden).')
  executingAuthorities!: readonly ProductAuthority[];

  @authorities('Authorities to ask about it (contactoverheden).')
  contactAuthorities!: readonly ProductAuthority[];

  @Field(() => ProductAuthority, {
    nullable: true,
    description: 'Who entered it (aangemaakt door); null when not said.',
  })
  createdBy!: ProductAuthority | null;

  @codes('Where it holds (geografisch toepassingsgebied): NUTS and LAU codes.')
  areas!: readonly ProductCode[];

  @Field(() => [String], {
    description: 'Languages in which the service is given (talen): NLD, FRA, DEU, ENG.',
  })
  serviceLanguages!: readonly string[];

  @Field(() => [String], { description: 'Words under which it is found too (zoektermen).' })
  keywords!: readonly string[];

  @codes('Where else it is published (publicatiekanalen).')
  publicationChannels!: readonly ProductCode[];

  @codes('Its categories in Your Europe.')
  yourEuropeCategories!: readonly ProductCode[];

  @codes('Tags of its editors.')
  tags!: readonly ProductCode[];

  @Field(() => [String], { description: 'Other catalogues that use it, such as rechtenverkenner.' })
  cases!: readonly string[];

  @moment('From when it is offered (start dienstverlening); null when not said.')
  startsAt!: Date | null;

  @moment(
    'Until when it is offered (einde dienstverlening); null when it goes on. After that it is not shown.',
  )
  endsAt!: Date | null;

  @moment('When it was entered; null when not known.')
  createdAt!: Date | null;

  @moment('When its editor last changed it; null when not known.')
  modifiedAt!: Date | null;

  @moment('When IPDC received that change; null when not known.')
  receivedAt!: Date | null;

  @Field(() => ProductWebsite, {
    nullable: true,
    description: 'Its page on vlaanderen.be (publicatielink); null when it has none.',
  })
  publicLink!: ProductWebsite | null;

  @Field(() => ProductConcept, {
    nullable: true,
    description: 'The template from which it was made; null when from none.',
  })
  concept!: ProductConcept | null;

  @Field(() => [RelatedProduct], { description: 'Products that its editor calls related.' })
  relatedProducts!: readonly RelatedProduct[];

  @Field(() => String, {
    nullable: true,
    description: 'Code of a European subsidy measure; null when not given.',
  })
  subsidyMeasure!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is de-minimis aid; null when not said.' })
  deMinimis!: boolean | null;

  @Field(() => [ProductWording], { description: 'The wordings in which its name exists.' })
  wordings!: readonly ProductWording[];

  @Field(() => [ProductFact], {
    description:
      'Every other value of the catalogue, so that nothing is lost; as a rule only `metadata`, about the texts that IPDC generated.',
  })
  otherFacts!: readonly ProductFact[];

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({ description: 'A page of a list of products (Relay).' })
export class ProductConnection extends Connection(Product) {}
