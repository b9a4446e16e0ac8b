using GreenMl.Messaging.Tests.Sagas;
using GreenMl.Messaging.Tests.Service;
using GreenMl.Sql;

// The order service as a process of its own, until its input ends or it is killed.
await using var database = Database.Open(args[1], args[2]);
await using var service = await OrderService.StartAsync(args[0], database);
Console.WriteLine(ServiceProcess.ReadyMark);
await Console.In.ReadToEndAsync();
