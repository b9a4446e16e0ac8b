using System.Threading.Channels;
using GreenMl.Platform.Broker.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Broker.Storage;

/// <summary>
/// The one writer. Requests that arrive while a commit waits for the disk share the next one, and each is answered after
/// its commit. The queue before it is bounded: a full one answers 503 ServiceUnavailable.
/// </summary>
internal sealed partial class GroupCommit : BackgroundService
{
    private readonly Channel<Request> _pending;
    private readonly List<Request> _batch = [];
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<GroupCommit> _logger;
    private readonly string _path;
    private Database? _database;

    public GroupCommit(
        IOptions<BrokerOptions> options,
        IConfiguration configuration,
        TimeProvider time,
        ILogger<GroupCommit> logger
    )
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        _path = _options.ResolveDatabasePath(configuration["GREENML_HOME"]);
        _pending = Channel.CreateBounded<Request>(
            new BoundedChannelOptions(_options.MaxPendingRequests) { SingleReader = true }
        );
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _database = new Database(_path, _options.Durability);
        LogOpened(_path, _options.Durability);
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _pending.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Runs <paramref name="work"/> in a transaction and answers when it is durable.</summary>
    /// <param name="work">Runs on the writer; must not block.</param>
    /// <param name="cancellationToken">Withdraws the request while it still waits for the writer.</param>
    /// <exception cref="AwsException">ServiceUnavailable: the queue is full, the disk failed, or the broker stops.</exception>
    public Task<T> RunAsync<T>(Func<Transaction, T> work, CancellationToken cancellationToken)
    {
        var request = new Request<T>(work, cancellationToken);
        return _pending.Writer.TryWrite(request)
            ? request.Answer
            : Task.FromException<T>(
                AwsException.ServiceUnavailable(
                    $"{_options.MaxPendingRequests} requests wait already, or the broker stops; try again."
                )
            );
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var database = _database!;
        var transaction = new Transaction(database, _time);
        // Not the stopping token: what was accepted before the stop is still committed.
        while (await _pending.Reader.WaitToReadAsync(CancellationToken.None))
        {
            CommitBatch(transaction);
        }
    }

    private void CommitBatch(Transaction transaction)
    {
        try
        {
            RunBatch(transaction);
        }
        catch (SqliteException e)
        {
            LogFailed(e, _path);
            transaction.Rollback();
            _batch.ForEach(request => request.Fail(AwsException.ServiceUnavailable("The store failed; try again.")));
            _batch.Clear();
            return;
        }

        transaction.RunCommitted();
        _batch.ForEach(request => request.Complete());
        _batch.Clear();
    }

    private void RunBatch(Transaction transaction)
    {
        while (_batch.Count < _options.MaxRequestsPerCommit && _pending.Reader.TryRead(out var request))
        {
            _batch.Add(request);
            if (_batch.Count == 1)
            {
                transaction.Begin();
            }

            request.Run(transaction);
        }

        transaction.Commit();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Messages are kept in {Path}, durability {Durability}")]
    private partial void LogOpened(string path, Durability durability);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Path} could not be written; the requests of this commit were answered 503"
    )]
    private partial void LogFailed(Exception exception, string path);

    private abstract class Request
    {
        public abstract void Run(Transaction transaction);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Request<T>(Func<Transaction, T> work, CancellationToken cancellationToken) : Request
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _error;

        public Task<T> Answer => _answer.Task;

        public override void Run(Transaction transaction) =>
            _error = cancellationToken.IsCancellationRequested
                ? new OperationCanceledException(cancellationToken)
                : transaction.RunIsolated(inner => _result = work(inner));

        public override void Complete()
        {
            if (_error is null)
            {
                _answer.TrySetResult(_result!);
            }
            else
            {
                Fail(_error);
            }
        }

        public override void Fail(Exception exception)
        {
            if (exception is OperationCanceledException)
            {
                _answer.TrySetCanceled(cancellationToken);
            }
            else
            {
                _answer.TrySetException(exception);
            }
        }
    }
}
