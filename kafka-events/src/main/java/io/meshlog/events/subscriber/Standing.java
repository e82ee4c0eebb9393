package io.meshlog.events.subscriber;

import io.meshlog.model.resource.ResourceKey;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How what was told compares with what the owner says it holds, at a checkpoint.
 *
 * @param position of the event that the checkpoint is about
 * @param agrees whether the hashes are equal: everything was told, and nothing else
 * @param resources how many the owner holds
 * @param held the keys that were told and not taken back; made anew at each call
 */
public record Standing(
    ChannelPosition position, boolean agrees, int resources, Supplier<Set<ResourceKey>> held) {}
