import { Field, registerEnumType } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import type { ProfileHeader } from './profile-header.port.js';

const profileEnvironments: { readonly [E in ProfileHeader['environment']]: E } = {
  PRODUCTION: 'PRODUCTION',
  TEST: 'TEST',
};
registerEnumType(profileEnvironments, {
  name: 'ProfileEnvironment',
  description: 'An environment of Mijn Burgerprofiel.',
  valuesConfig: {
    PRODUCTION: { description: 'For everybody.' },
    TEST: { description: 'Test and integration (T&I), with test citizens.' },
  },
});

@Thing({
  description:
    'Where this hub answers the header about the session of the citizen. The addresses serve a page of the same origin only.',
})
export class ProfileSession {
  @Field(() => String, {
    description:
      'Address that logs the citizen in at ACM/IDM (`loginUrl`). Takes `returnTo`, a path on this origin; any other is refused.',
  })
  loginUrl!: string;

  @Field(() => String, { description: 'Where a login ends that names no `returnTo` (`loginRedirectUrl`).' })
  loginRedirectUrl!: string;

  @Field(() => String, {
    description: 'Address that logs the citizen out, here and at ACM/IDM (`logoutUrl`).',
  })
  logoutUrl!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Address at which the citizen chooses another capacity (`switchCapacityUrl`); null, because this hub knows citizens for themselves only.',
  })
  switchCapacityUrl!: string | null;

  @Field(() => String, {
    description:
      'Address that answers 200 while a citizen is logged in, and 401 otherwise. It never says who.',
  })
  userUrl!: string;
}

@Thing({
  name: 'ProfileHeader',
  description:
    'What a website needs to show the header (hoofding) of Mijn Burgerprofiel, by the settings of this hub.',
})
export class ProfileHeaderView {
  @Field(() => profileEnvironments, { description: 'Which Mijn Burgerprofiel the header belongs to.' })
  environment!: ProfileHeader['environment'];

  @Field(() => [String], {
    description: 'Addresses of the scripts, in the order in which a page loads them.',
  })
  scripts!: readonly string[];

  @Field(() => String, {
    description: 'What `vl.widget.client.bootstrap` starts the header from, once the scripts are there.',
  })
  widgetUrl!: string;

  @Field(() => String, {
    description:
      'One script that shows the header by itself, in the place of the others. It knows nothing of the session.',
  })
  embedUrl!: string;

  @Field(() => ProfileSession, { description: 'Where the hub answers the header about the session.' })
  session!: ProfileSession;
}
