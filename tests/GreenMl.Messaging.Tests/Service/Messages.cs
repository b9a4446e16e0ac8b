namespace GreenMl.Messaging.Tests.Service;

/// <summary>An event of the tests.</summary>
public sealed record Noted(Guid Id, string Text);

/// <summary>A command of the tests.</summary>
public sealed record Note(Guid Id, string Text);

/// <summary>A message whose consumer always fails.</summary>
public sealed record Cursed(Guid Id);
