namespace Vahta.ProcessTests.Harness;

/// <summary>A folder for what a program leaves on disk.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vahta-process-test-");

    public string Path => _folder.FullName;

    /// <summary>The names of the files that are there, in order.</summary>
    public IEnumerable<string> Files => _folder.GetFiles().Select(file => file.Name).Order();

    public void Dispose() => _folder.Delete(recursive: true);
}
