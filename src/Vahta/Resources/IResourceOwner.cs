namespace Vahta.Resources;

/// <summary>Who closes what was left open.</summary>
internal interface IResourceOwner
{
    void Keep(object resource);

    void Forget(object resource);
}
