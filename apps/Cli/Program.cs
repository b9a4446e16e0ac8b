using GreenMl.Cli;

return await GreenMlCommand.InvokeAsync(args, Surroundings.OfProcess(), CancellationToken.None);
