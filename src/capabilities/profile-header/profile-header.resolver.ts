import { Query, Resolver } from 'type-graphql';
import { Operation } from '../../vocabulary/marks.js';
import { ProfileHeaderService } from './profile-header.service.js';
import { ProfileHeaderView } from './profile-header.types.js';

@Resolver()
export class ProfileHeaderResolver {
  constructor(private readonly service: ProfileHeaderService) {}

  @Operation({ access: 'public', audit: 'none', cost: { own: 1 }, cache: 'PUBLIC' })
  @Query(() => ProfileHeaderView, {
    nullable: true,
    description:
      'What a website needs to show the header (hoofding) of Mijn Burgerprofiel; null when the settings of this hub name none. Nothing is asked of the platform.',
  })
  profileHeader(): ProfileHeaderView | null {
    return this.service.header();
  }
}
