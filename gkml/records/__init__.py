"""What gkml says of one input: the public record, its parts and its JSON form."""
