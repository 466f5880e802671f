import { Query, Resolver } from 'type-graphql';
import { Operation } from '../../vocabulary/marks.js';
import { PlatformsService } from './platforms.service.js';
import { Adapter } from './platforms.types.js';

@Resolver()
export class PlatformsResolver {
  constructor(private readonly service: PlatformsService) {}

  @Operation({ access: 'administrator', audit: 'none', cost: { own: 1 } })
  @Query(() => [Adapter], {
    description:
      'Every adapter this hub was built with and how its platform is, for administrators. In alphabetical order.',
  })
  adapters(): Adapter[] {
    return this.service.all();
  }
}
