namespace GreenMl.Storage;

/// <summary>One entry of a listing.</summary>
/// <param name="Uri">The name of the object.</param>
/// <param name="Bytes">Its length in bytes.</param>
public sealed record StoredObject(ObjectUri Uri, long Bytes);

/// <summary>The named object, or every object below the named prefix, does not exist.</summary>
/// <param name="uri">The missing name.</param>
public sealed class ObjectNotFoundException(ObjectUri uri) : IOException($"{uri} does not exist in the object store.")
{
    /// <summary>The missing name.</summary>
    public ObjectUri Uri { get; } = uri;
}
