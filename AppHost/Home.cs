using System.Security.Cryptography;

namespace GreenMl.AppHost;

/// <summary>The folder that holds everything GreenMl keeps on this machine: stores, objects, keys, logs.</summary>
/// <param name="Folder">Its full path.</param>
/// <param name="BrokerSecret">The secret that services sign their requests to the broker with.</param>
internal sealed record Home(string Folder, string BrokerSecret)
{
    private const string Key = "GREENML_HOME";

    /// <summary><c>GREENML_HOME</c> from the environment or the command line; else <c>.greenml</c> beside AppHost.</summary>
    public static async Task<Home> OpenAsync(IDistributedApplicationBuilder builder)
    {
        var folder = Path.GetFullPath(
            builder.Configuration[Key] ?? Path.Combine(builder.AppHostDirectory, "..", ".greenml")
        );
        builder.Configuration[Key] = folder;
        CreateFolder(folder);
        var secretPath = Path.Combine(folder, "broker-secret");
        if (!File.Exists(secretPath))
        {
            await CreateSecretAsync(secretPath);
        }

        return new Home(folder, await File.ReadAllTextAsync(secretPath));
    }

    /// <summary>Others on this machine do not look in.</summary>
    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
    }

    /// <summary>Written beside and moved into place, so that a crash leaves no half secret.</summary>
    private static async Task CreateSecretAsync(string path)
    {
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new StreamWriter(draft, options))
        {
            await file.WriteAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));
        }

        File.Move(draft, path);
    }
}
