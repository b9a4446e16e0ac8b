using System.Diagnostics;
using Npgsql;

namespace GreenMl.Testing;

/// <summary>
/// A throw-away PostgreSQL server: one for each test process, started by the first test that asks, on a Unix socket in
/// a temporary folder. It stops and removes its files when the test process ends, also when that is killed.
/// </summary>
public sealed class PostgresServer
{
    // The shell outlives nothing: its standard input is a pipe that closes with the test process, however that ends.
    private const string Script = """
        set -e
        trap '' INT TERM
        folder=$(mktemp -d /tmp/greenml-postgres-XXXXXX)
        trap 'rm -rf "$folder"' EXIT
        "$1/initdb" -D "$folder/data" -U greenml -A trust -E UTF8 --locale=C --no-sync >"$folder/log"
        options="-F -c listen_addresses= -c unix_socket_directories=$folder -c max_connections=200 -c shared_buffers=32MB"
        "$1/pg_ctl" -D "$folder/data" -l "$folder/log" -w -s -o "$options" start
        echo "$folder"
        read -r _ || true
        "$1/pg_ctl" -D "$folder/data" -m immediate -s stop
        """;

    private static readonly string? BinaryFolder = FindBinaries();
    private static readonly Lazy<Task<PostgresServer>> Running = new(StartAsync);
    private static int _databases;

    private readonly string _socketFolder;

    // Held so that the pipe to it stays open as long as this process lives.
    private readonly Process _shell;

    private PostgresServer(string socketFolder, Process shell)
    {
        _socketFolder = socketFolder;
        _shell = shell;
    }

    /// <summary>Why no server can run on this machine, or null when one can.</summary>
    public static string? Obstacle { get; } =
        OperatingSystem.IsWindows() ? "needs a Unix system to start PostgreSQL"
        : BinaryFolder is null ? "needs the PostgreSQL server binaries (initdb, pg_ctl)"
        : RunsAsRoot && !Commands.Exists("setpriv") ? "needs setpriv: PostgreSQL refuses to run as root"
        : RunsAsRoot && !HasPostgresUser ? "needs a user postgres: PostgreSQL refuses to run as root"
        : null;

    private static bool RunsAsRoot => Environment.IsPrivilegedProcess;

    private static bool HasPostgresUser =>
        File.Exists("/etc/passwd")
        && File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal));

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    /// <exception cref="InvalidOperationException">The server does not start; the message carries its own.</exception>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Running.Value;
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await server.ExecuteAsync($"CREATE DATABASE {name}");
        return server.ConnectionString(name);
    }

    /// <summary>Removes a database that <see cref="CreateDatabaseAsync"/> made and ends the connections to it.</summary>
    public static async Task DropDatabaseAsync(string connectionString)
    {
        var server = await Running.Value;
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await server.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
    }

    private static async Task<PostgresServer> StartAsync()
    {
        if (Obstacle is not null)
        {
            throw new InvalidOperationException(Obstacle);
        }

        string[] shell = ["sh", "-c", Script, "postgres", BinaryFolder!];
        string[] command = RunsAsRoot
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. shell]
            : shell;
        var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = "/tmp",
            }
        )!;
        var folder = await process.StandardOutput.ReadLineAsync();
        return folder is not null
            ? new(folder, process)
            : throw new InvalidOperationException(
                $"PostgreSQL does not start: {await process.StandardError.ReadToEndAsync()}"
            );
    }

    private static string? FindBinaries()
    {
        var packaged = Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
                .OrderByDescending(folder => int.Parse(Path.GetFileName(folder)))
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return packaged
            .Concat(onPath)
            .FirstOrDefault(folder =>
                File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl"))
            );
    }

    private async Task ExecuteAsync(string sql)
    {
        ObjectDisposedException.ThrowIf(_shell.HasExited, this);
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The only variable part is a database name that this class made.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = _socketFolder,
            Username = "greenml",
            Database = database,
        }.ConnectionString;
}
