namespace GreenMl.Pipelines.Yaml;

/// <summary>Where a value was written.</summary>
/// <param name="Name">The file as it was given, or the override.</param>
/// <param name="BaseDirectory">The folder that relative paths start from.</param>
internal sealed record Origin(string Name, string BaseDirectory);

/// <summary>A place in an origin; line and column count from 1 and are 0 for an override.</summary>
internal sealed record Position(Origin Origin, int Line, int Column);
