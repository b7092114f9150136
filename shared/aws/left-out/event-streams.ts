// Stands in for @smithy/core/event-streams when functions are bundled: none of the operations we call streams events, and
// the codec is 15 KB of each bundle.

const none = (): never => {
  throw new Error('event streams are left out of the bundles');
};

/** Named as in @smithy/core/event-streams. */
export class EventStreamSerde {
  constructor() {
    none();
  }
}

/** Kept lazy: S3's client asks for it when it is made and never uses it. */
export const eventStreamSerdeProvider = () => ({ serialize: none, deserialize: none });

export const resolveEventStreamSerdeConfig = <Config extends object>(config: Config): Config => config;
